import { CheckCircleFilled, ClockCircleOutlined, CloseCircleFilled, LoadingOutlined, MinusCircleOutlined, ScheduleOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Badge, Button, Popover, Progress } from 'antd';
import { useState, type ReactNode } from 'react';
import type { JobView, Page } from '@/api';
import { client } from '@/shared/client';
import { isKey, useT } from '@/shared/i18n';
import { InstantText, Mark, useTell, type Tone } from '@/shared/ui';
import { isOver, percentOf, pollEvery, resultPath } from './jobs.model';

const looks: Record<string, [Tone, ReactNode]> = {
  queued: ['calm', <ClockCircleOutlined key="i" />],
  running: ['info', <LoadingOutlined key="i" />],
  done: ['good', <CheckCircleFilled key="i" />],
  failed: ['bad', <CloseCircleFilled key="i" />],
  cancelled: ['calm', <MinusCircleOutlined key="i" />],
};

/** Long work: how far it is, a way to stop it, and where its result can be found again. */
export function JobTray() {
  const t = useT();
  const [open, setOpen] = useState(false);
  const jobs = useQuery({
    queryKey: ['jobs'],
    queryFn: ({ signal }) => client.get<Page<JobView>>('/jobs', { limit: 20 }, signal),
    refetchInterval: (q) => pollEvery(q.state.data?.items ?? [], open),
  });
  const items = jobs.data?.items ?? [];
  const running = items.filter((j) => !isOver(j)).length;
  const list = (
    <div className="jobs" aria-live="polite">
      {items.length === 0 && <p className="secondary">{t('jobs.none')}</p>}
      {items.map((j) => <JobLine key={j.id} job={j} onGo={() => setOpen(false)} />)}
    </div>
  );
  return (
    <Popover open={open} onOpenChange={setOpen} trigger="click" placement="bottomRight" title={t('jobs.title')} content={list}>
      <Badge count={running} size="small">
        <Button type="text" icon={<ScheduleOutlined aria-hidden="true" />} aria-label={t('jobs.button', { n: running })} />
      </Badge>
    </Popover>
  );
}

function JobLine({ job, onGo }: { job: JobView; onGo: () => void }) {
  const t = useT();
  const tell = useTell();
  const cache = useQueryClient();
  const [tone, icon] = looks[job.state] ?? looks.queued!;
  const stateKey = `job.${job.state}`;
  const to = resultPath(job);
  const cancel = async () => {
    try {
      await client.post(`/jobs/${job.id}/cancel`);
      await cache.invalidateQueries({ queryKey: ['jobs'] });
    } catch (err) {
      tell.failed(err);
    }
  };
  return (
    <div className="job">
      <div className="job-head">
        <span>{job.title}</span>
        <Mark tone={tone} icon={icon}>{isKey(stateKey) ? t(stateKey) : job.state}</Mark>
      </div>
      {!isOver(job) && <Progress size="small" percent={percentOf(job) ?? 0} aria-label={job.title} />}
      {(job.error || job.note) && <p className={job.error ? 'bad' : 'secondary'}>{job.error || job.note}</p>}
      <div className="job-foot">
        <InstantText at={job.created_at} />
        {to && <Link {...to} onClick={onGo}>{t('jobs.result')}</Link>}
        {!isOver(job) && <Button size="small" onClick={() => void cancel()}>{t('act.cancel')}</Button>}
      </div>
    </div>
  );
}
