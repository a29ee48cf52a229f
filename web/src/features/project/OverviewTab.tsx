import { Button } from 'antd';
import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { Project } from '@/api';
import { useT } from '@/shared/i18n';
import { useCan, useLabels } from '@/shared/session';
import { Card, Facts, InstantText } from '@/shared/ui';
import { at } from '@/shared/ui/conflict.model';
import { FieldValue } from './FieldValue';
import { fieldIds, formValues, groups, projectFields } from './fields.model';
import { GateSummaryLine } from './GateSummaryLine';
import { useFieldLabel } from './ProjectForm';

/** Everything known of the project, group by group; what is not known says so. */
export function OverviewTab({ project }: { project: Project }) {
  const t = useT();
  const can = useCan();
  const navigate = useNavigate();
  const { dictionary } = useLabels();
  const fields = useMemo(() => projectFields(dictionary), [dictionary]);
  const label = useFieldLabel();
  const values = useMemo(() => formValues(project, fieldIds(fields)), [project, fields]);
  const edit = (field: string | undefined) => void navigate({ to: '/projects/$id/edit', params: { id: project.id }, search: { field } });
  return (
    <>
      <GateSummaryLine project={project} />
      <div className="masonry">
        {groups.filter((g) => fields[g].length > 0).map((g) => (
          <Card
            key={g}
            title={t(`group.${g}`)}
            extra={can('project.edit') && project.status !== 'void' && <Button type="link" size="small" aria-label={t('edit.group', { name: t(`group.${g}`) })} onClick={() => edit(fields[g][0]?.id)}>{t('act.edit')}</Button>}
          >
            <Facts
              items={fields[g].filter((f) => f.type !== 'enterprise').map((f) => ({
                key: f.id,
                label: label(f),
                wide: f.type === 'long',
                value: <FieldValue field={f} value={at(values, f.id)} />,
              }))}
            />
          </Card>
        ))}
      </div>
      <p className="secondary">{t('project.made', { by: project.updated_by_name })} <InstantText at={project.updated_at} />　{t('field.version')} {project.version}</p>
    </>
  );
}
