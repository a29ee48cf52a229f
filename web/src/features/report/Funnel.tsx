import { Link } from '@tanstack/react-router';
import type { Cockpit } from '@/api';
import { useT } from '@/shared/i18n';
import { useLabels } from '@/shared/session';
import type { CockpitSearch } from './cockpit.model';

/** Where the projects stand now: proved and claimed side by side, each a way to its list. */
export function Funnel({ data, search }: { data: Cockpit; search: CockpitSearch }) {
  const t = useT();
  const { of } = useLabels();
  const largest = Math.max(1, ...data.funnel.map((f) => f.count));
  return (
    <>
      <ul className="funnel">
        {data.funnel.map((f) => (
          <li key={f.stage}>
            <span className="funnel-name">{of('stages', f.stage)}</span>
            <span className="funnel-bar" aria-hidden="true">
              <span className="proved" style={{ width: `${(f.proved / largest) * 100}%` }} />
              <span className="claimed" style={{ width: `${(f.claimed / largest) * 100}%` }} />
            </span>
            <Link to="/cockpit" replace search={{ ...search, drill: data.region_code, basis: undefined, stage: f.stage }} className="number" aria-label={t('cockpit.open', { what: of('stages', f.stage), n: f.count })}>{f.count}</Link>
            <span className="secondary number">{t('cockpit.of_claimed', { n: f.claimed })}</span>
          </li>
        ))}
      </ul>
      {data.inactive.length > 0 && <p className="secondary">{t('cockpit.inactive')}：{data.inactive.map((s) => `${of('statuses', s.status)} ${s.count}`).join('，')}</p>}
      <p className="secondary">{t('cockpit.funnel_note')}</p>
    </>
  );
}
