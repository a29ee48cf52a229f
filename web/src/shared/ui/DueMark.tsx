import { ClockCircleOutlined, WarningFilled } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import type { WorkDays } from '@/api';
import { client } from '../client';
import { daysBetween, workingDaysLeft, type WorkCalendar } from '../format/date';
import { useT } from '../i18n';
import { useMe } from '../session';
import { Mark } from './Mark';

function useCalendar(): WorkCalendar | undefined {
  const query = useQuery({
    queryKey: ['calendar'],
    queryFn: () => client.get<WorkDays>('/calendar'),
    staleTime: 60 * 60_000,
    select: (c) => ({ holidays: new Set(c.holidays), workdays: new Set(c.working), years: new Set(c.years.map(String)) }),
  });
  return query.data;
}

/** "剩2个工作日" beside a deadline that is near or past; far ones need no mark. */
export function DueMark({ day }: { day: string }) {
  const t = useT();
  const me = useMe();
  const calendar = useCalendar();
  if (!calendar || daysBetween(me.business_date, day) > 45) return null;
  const left = workingDaysLeft(me.business_date, day, calendar);
  const about = left.provisional ? t('due.provisional') : '';
  if (day < me.business_date) return <Mark tone="bad" icon={<WarningFilled />} title={about}>{t('due.late', { n: -left.days })}{about}</Mark>;
  if (left.days === 0) return <Mark tone="warn" icon={<ClockCircleOutlined />} title={about}>{t('due.today')}</Mark>;
  return <Mark tone={left.days <= 3 ? 'warn' : 'calm'} icon={<ClockCircleOutlined />} title={about}>{t('due.left', { n: left.days })}{about}</Mark>;
}
