import { BarChart, LineChart } from 'echarts/charts';
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { init, use as register, type EChartsType } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import type { Cockpit } from '@/api';
import { useT } from '@/shared/i18n';
import { monthOptions } from './chart.model';
import type { CockpitSearch } from './cockpit.model';

register([BarChart, LineChart, AriaComponent, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

/** Done per month and in sum. The same numbers stand in a table for those who cannot see the chart. */
export function MonthChart({ data, search }: { data: Cockpit; search: CockpitSearch }) {
  const t = useT();
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(undefined);
  useEffect(() => {
    const made = init(box.current!);
    chart.current = made;
    const watch = new ResizeObserver(() => made.resize());
    watch.observe(box.current!);
    return () => {
      watch.disconnect();
      made.dispose();
    };
  }, []);
  useEffect(() => {
    const css = getComputedStyle(document.documentElement);
    const color = (name: string) => css.getPropertyValue(name).trim();
    chart.current?.setOption(
      monthOptions(data.months, { month: t('cockpit.month_done'), sum: t('cockpit.cumulative'), target: t('cockpit.target') }, { bar: color('--accent'), line: color('--warn'), target: color('--text-3'), text: color('--text-2'), grid: color('--line') }),
      true,
    );
  });
  return (
    <>
      <div ref={box} className="chart" aria-hidden="true" />
      <details className="chart-table">
        <summary>{t('cockpit.as_table')}</summary>
        <table className="table">
          <thead><tr><th scope="col">{t('cockpit.month')}</th><th scope="col" className="right">{t('cockpit.month_done')}</th><th scope="col" className="right">{t('cockpit.cumulative')}</th></tr></thead>
          <tbody>{data.months.map((m) => <tr key={m.month}><th scope="row">{m.month}</th><td className="right"><Link className="number" to="/cockpit" replace search={{ ...search, drill: data.region_code, basis: 'done', stage: undefined, month: m.month }} aria-label={t('cockpit.open', { what: m.month, n: m.done })}>{m.done}</Link></td><td className="right number">{m.cumulative}</td></tr>)}</tbody>
        </table>
      </details>
    </>
  );
}
