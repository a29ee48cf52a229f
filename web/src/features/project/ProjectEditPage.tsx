import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import type { Project, ProjectInput } from '@/api';
import { useT } from '@/shared/i18n';
import { isStatus } from '@/shared/problem';
import { useLabels } from '@/shared/session';
import { ConflictDialog, ErrorView, Page, PageSkeleton, useTell } from '@/shared/ui';
import { conflictFields, type ConflictField, type Values } from '@/shared/ui/conflict.model';
import { projectKeys, useEditProject, useProject } from './api';
import { changes, fieldIds, formValues, groups, projectFields, sendable } from './fields.model';
import { FieldValue } from './FieldValue';
import { ProjectForm, useFieldLabel } from './ProjectForm';

export function ProjectEditPage() {
  const { id } = useParams({ from: '/app/projects/$id/edit' });
  const project = useProject(id);
  const t = useT();
  // The form edits what was read when it opened; a refetch behind it must not move the ground.
  const [opened, setOpened] = useState<Project | null>(null);
  if (project.data && !opened) setOpened(project.data);
  if (project.isError && !opened) return <ErrorView error={project.error} retry={() => void project.refetch()} home={<Link to="/projects">{t('nav.projects')}</Link>} />;
  if (!opened) return <PageSkeleton />;
  return <Editor project={opened} />;
}

interface Conflict {
  theirs: Project;
  mine: Values;
  fields: ConflictField[];
}

function Editor({ project }: { project: Project }) {
  const t = useT();
  const tell = useTell();
  const navigate = useNavigate();
  const cache = useQueryClient();
  const { field } = useSearch({ from: '/app/projects/$id/edit' });
  const { dictionary } = useLabels();
  const edit = useEditProject(project.id);
  const labelOf = useFieldLabel();
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const [leaving, setLeaving] = useState(false); // after a merge the form goes first, and with it its warning
  const { defs, ids } = useMemo(() => {
    const fields = projectFields(dictionary);
    return { defs: new Map(groups.flatMap((g) => fields[g]).map((f) => [f.id, f])), ids: fieldIds(fields) };
  }, [dictionary]);
  const base = useMemo(() => formValues(project, ids), [project, ids]);

  const back = () => void navigate({ to: '/projects/$id', params: { id: project.id }, search: field ? { tab: 'gate' } : {} });
  const send = async (changed: Values, version: number) => {
    await edit.mutateAsync({ changes: changed as Partial<ProjectInput>, version });
    tell.done(t('said.saved'));
    back();
  };
  const submit = async (changed: Values, all: Values) => {
    if (Object.keys(changed).length === 0) return back();
    try {
      await send(changed, project.version);
    } catch (err) {
      if (isStatus(err, 412) && err.params.current) {
        const theirs = err.params.current as Project;
        setConflict({ theirs, mine: all, fields: conflictFields(ids, base, all, formValues(theirs, ids)) });
      }
      throw err;
    }
  };
  const saveMerged = async (merged: Values) => {
    if (!conflict) return;
    const theirs = formValues(conflict.theirs, ids);
    try {
      const changed = sendable(changes(theirs, merged, ids), merged);
      setConflict(null);
      if (Object.keys(changed).length > 0) await edit.mutateAsync({ changes: changed as Partial<ProjectInput>, version: conflict.theirs.version });
      else await cache.invalidateQueries({ queryKey: projectKeys.one(project.id) });
      localStorage.removeItem(`qipan.draft.project.${project.id}`);
      tell.done(t('said.saved'));
      setLeaving(true);
    } catch (err) {
      if (isStatus(err, 412) && err.params.current) {
        const again = err.params.current as Project;
        setConflict({ theirs: again, mine: merged, fields: conflictFields(ids, theirs, merged, formValues(again, ids)) });
      } else tell.failed(err);
    }
  };
  if (leaving) return <Leave onLeave={back} />;

  return (
    <Page title={t('project.edit_of', { name: project.name })}>
      <ProjectForm
        base={base}
        draftKey={`project.${project.id}`}
        shown={groups}
        submitLabel={t('act.save')}
        focus={field}
        current={{ industry: project.industry_code, enterprise: project.investor_name }}
        onSubmit={submit}
        onCancel={back}
      />
      {conflict && (
        <ConflictDialog
          fields={conflict.fields}
          label={(id) => labelOf(defs.get(id) ?? { id })}
          show={(id, value) => <FieldValue field={defs.get(id)} value={value} />}
          theirName={conflict.theirs.updated_by_name}
          mine={conflict.mine}
          saving={edit.isPending}
          onSave={(merged) => void saveMerged(merged)}
          onCancel={() => setConflict(null)}
        />
      )}
    </Page>
  );
}

function Leave({ onLeave }: { onLeave: () => void }) {
  useEffect(onLeave, [onLeave]);
  return <PageSkeleton />;
}
