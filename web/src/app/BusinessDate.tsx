import { ExperimentOutlined } from '@ant-design/icons';
import { useT } from '@/shared/i18n';
import { useMe } from '@/shared/session';

/** The demo says that it is one, and a shifted day says which day is today here. */
export function BusinessDate() {
  const t = useT();
  const { demo, business_date, business_date_shifted } = useMe();
  if (!demo && !business_date_shifted) return null;
  return (
    <p className="business-date" role="status">
      <ExperimentOutlined aria-hidden="true" />
      {demo && <span>{t('shell.demo')}</span>}
      <span>{t('shell.business_date')} <b className="number">{business_date}</b></span>
    </p>
  );
}
