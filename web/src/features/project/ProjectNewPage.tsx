import { useNavigate } from '@tanstack/react-router';
import { Form } from 'antd';
import { useMemo, useState } from 'react';
import type { ProjectInput } from '@/api';
import { newKey } from '@/shared/client';
import { useT } from '@/shared/i18n';
import { useDistricts, useLabels, useMe } from '@/shared/session';
import { Page, useTell } from '@/shared/ui';
import type { Values } from '@/shared/ui/conflict.model';
import { useCreateProject } from './api';
import { stageLabel } from './labels.model';
import { ProjectForm } from './ProjectForm';

/** A new lead. The kind chooses the path, so the form shows it. */
export function ProjectNewPage() {
  const t = useT();
  const tell = useTell();
  const me = useMe();
  const districts = useDistricts();
  const navigate = useNavigate();
  const create = useCreateProject();
  const [key] = useState(newKey);
  const home = districts.find((d) => me.user.organisation.region_code.startsWith(d.code))?.code ?? null;
  const base = useMemo<Values>(() => ({ name: null, kind: 'land', investor_name: null, district_code: home, fields: {} }), [home]);

  const submit = async (changed: Values, all: Values) => {
    const input = { kind: all.kind, region_code: all.region_code || all.district_code, ...changed } as Partial<ProjectInput>;
    const made = await create.mutateAsync({ input, key });
    tell.done(t('said.created', { code: made.code }));
    void navigate({ to: '/projects/$id', params: { id: made.id }, replace: true });
  };
  return (
    <Page title={t('project.new')}>
      <ProjectForm
        base={base}
        draftKey="project.new"
        shown={['basic', 'amount', 'other']}
        submitLabel={t('project.create')}
        onSubmit={submit}
        onCancel={() => void navigate({ to: '/projects' })}
        top={<PathOfKind />}
      />
    </Page>
  );
}

function PathOfKind() {
  const t = useT();
  const { dictionary, of } = useLabels();
  const kind = Form.useWatch<string>('kind') ?? 'land';
  const path = dictionary.kinds.find((k) => k.code === kind)?.path ?? [];
  return (
    <p className="path-line">
      <span className="secondary">{t('project.path')}：</span>
      {path.map((p) => stageLabel(dictionary, of, kind, p.stage) + (p.optional ? t('stage.optional') : '')).join(' → ')}
    </p>
  );
}
