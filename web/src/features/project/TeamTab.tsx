import { Button, Form, Select } from 'antd';
import type { PersonRef, Project } from '@/api';
import { useT } from '@/shared/i18n';
import { useCan, useLabels } from '@/shared/session';
import { Card, Facts, FormProblem, Unknown, UserSelect, useFormProblem, useTell } from '@/shared/ui';
import { useSetChains, useSetOwners } from './api';

export function TeamTab({ project }: { project: Project }) {
  const t = useT();
  const can = useCan();
  const editable = can('project.edit') && project.status !== 'void';
  return (
    <div className="columns">
      <Card title={t('team.owners')}>{editable ? <OwnersForm key={project.version} project={project} /> : <OwnersFacts project={project} />}</Card>
      <Card title={t('field.chains')}>{editable ? <ChainsForm key={project.version} project={project} /> : <ChainNames project={project} />}</Card>
    </div>
  );
}

function OwnersFacts({ project }: { project: Project }) {
  const t = useT();
  const name = (p: PersonRef | null) => p?.name ?? <Unknown>{t('value.unassigned')}</Unknown>;
  return <Facts items={[{ label: t('field.lead_owner'), value: name(project.lead_owner) }, { label: t('field.deputy_owner'), value: name(project.deputy_owner) }]} />;
}

interface Owners {
  lead: string | null;
  deputy: string | null;
}

const ownerIds = ['lead', 'deputy'];

function OwnersForm({ project }: { project: Project }) {
  const t = useT();
  const tell = useTell();
  const [form] = Form.useForm<Owners>();
  const set = useSetOwners(project.id);
  const { problem, rest, fail, clear } = useFormProblem(form, ownerIds);
  const option = (p: PersonRef | null) => (p ? { value: p.id, label: p.name } : undefined);
  const submit = async (v: Owners) => {
    clear();
    try {
      await set.mutateAsync({ lead: v.lead ?? '', deputy: v.deputy ?? '', version: project.version });
      tell.done(t('said.saved'));
    } catch (err) {
      fail(err);
    }
  };
  return (
    <Form form={form} layout="vertical" initialValues={{ lead: project.lead_owner?.id ?? null, deputy: project.deputy_owner?.id ?? null }} onFinish={(v) => void submit(v)}>
      <FormProblem problem={problem} rest={rest} />
      <Form.Item name="lead" label={t('field.lead_owner')}><UserSelect current={option(project.lead_owner)} /></Form.Item>
      <Form.Item name="deputy" label={t('field.deputy_owner')}><UserSelect current={option(project.deputy_owner)} /></Form.Item>
      <Button type="primary" htmlType="submit" loading={set.isPending}>{t('act.save')}</Button>
      <p className="secondary">{t('team.rule')}</p>
    </Form>
  );
}

function ChainNames({ project }: { project: Project }) {
  const t = useT();
  return <p className="pad">{project.chains.map((c) => c.name).join('、') || <Unknown>{t('value.none')}</Unknown>}</p>;
}

function ChainsForm({ project }: { project: Project }) {
  const t = useT();
  const tell = useTell();
  const { dictionary, of } = useLabels();
  const [form] = Form.useForm<{ chains: string[] }>();
  const set = useSetChains(project.id);
  const { problem, rest, fail, clear } = useFormProblem(form, ['chains']);
  const submit = async ({ chains }: { chains: string[] }) => {
    clear();
    try {
      await set.mutateAsync({ chains, version: project.version });
      tell.done(t('said.saved'));
    } catch (err) {
      fail(err);
    }
  };
  return (
    <Form form={form} layout="vertical" initialValues={{ chains: project.chains.map((c) => c.code) }} onFinish={(v) => void submit(v)}>
      <FormProblem problem={problem} rest={rest} />
      <Form.Item name="chains" label={t('field.chains')}>
        <Select mode="multiple" showSearch={{ optionFilterProp: 'label' }} options={dictionary.chains.map((c) => ({ value: c.code, label: of('chains', c.code) }))} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={set.isPending}>{t('act.save')}</Button>
      <p className="secondary">{t('team.chain_rule')}</p>
    </Form>
  );
}
