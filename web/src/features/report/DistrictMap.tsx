import { Link } from '@tanstack/react-router';
import { Segmented } from 'antd';
import { useState } from 'react';
import type { Cockpit, CockpitRow } from '@/api';
import { useT } from '@/shared/i18n';
import { formatMoney } from '@/shared/format/money';
import { percent, shade, targetMoney, type CockpitSearch } from './cockpit.model';
import { tiles } from './map.model';

const measures = ['done', 'completion', 'claimed', 'target'] as const;
type Measure = (typeof measures)[number];

function valueOf(r: CockpitRow, m: Measure): number | null {
  return r[m];
}

/** The ten districts as tiles, shaded by one measure. Schematic: it shows no boundary. */
export function DistrictMap({ data, search }: { data: Cockpit; search: CockpitSearch }) {
  const t = useT();
  const [measure, setMeasure] = useState<Measure>('done');
  const rows = new Map(data.districts.map((d) => [d.region_code, d]));
  const largest = Math.max(0, ...data.districts.map((d) => valueOf(d, measure) ?? 0));
  return (
    <>
      <Segmented size="small" aria-label={t('cockpit.measure')} value={measure} options={measures.map((m) => ({ value: m, label: t(`cockpit.${m}`) }))} onChange={setMeasure} />
      <div className="tile-map">
        {tiles(data.districts.map((d) => d.region_code)).map((tile) => {
          const row = rows.get(tile.code)!;
          const value = valueOf(row, measure);
          const s = shade(value, largest);
          const text = value === null ? t(row.target === null && measure !== 'done' && measure !== 'claimed' ? 'value.unpublished' : 'value.pending') : measure === 'completion' ? percent(value)! : measure === 'target' && targetMoney(row) ? formatMoney(targetMoney(row)!) : String(value);
          return (
            <Link
              key={tile.code}
              to="/cockpit"
              replace
              search={{ ...search, drill: tile.code, basis: measure === 'claimed' ? 'claimed' : 'done', stage: undefined, month: undefined }}
              className={`tile ${s === null ? 'tile-unknown' : `tile-${s}`}`}
              style={{ gridColumn: `${tile.col} / span ${tile.cols}`, gridRow: `${tile.row} / span ${tile.rows}` }}
            >
              <span>{row.region_name}</span>
              <b className="number">{text}</b>
            </Link>
          );
        })}
      </div>
      <p className="secondary">{t('cockpit.map_note')}</p>
    </>
  );
}
