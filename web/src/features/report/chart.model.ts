import type { EChartsCoreOption } from 'echarts/core';
import type { Cockpit } from '@/api';

interface Names {
  month: string;
  sum: string;
  target: string;
}

interface Colors {
  bar: string;
  line: string;
  target: string;
  text: string;
  grid: string;
}

/** Bars for each month, a line for their sum, and the target's own milestones where it has any. */
export function monthOptions(months: Cockpit['months'], names: Names, colors: Colors): EChartsCoreOption {
  const label = { color: colors.text };
  const axis = { axisLabel: label, axisLine: { lineStyle: { color: colors.grid } }, splitLine: { lineStyle: { color: colors.grid } } };
  const hasTarget = months.some((m) => m.target_cumulative !== null);
  const series: object[] = [
    { name: names.month, type: 'bar', data: months.map((m) => m.done), itemStyle: { color: colors.bar }, barMaxWidth: 28 },
    { name: names.sum, type: 'line', data: months.map((m) => m.cumulative), itemStyle: { color: colors.line }, lineStyle: { width: 2 }, symbol: 'circle' },
  ];
  if (hasTarget) series.push({ name: names.target, type: 'line', data: months.map((m) => m.target_cumulative), itemStyle: { color: colors.target }, lineStyle: { type: 'dashed', width: 1.5 }, symbol: 'none' });
  return {
    animation: false,
    grid: { left: 44, right: 16, top: 34, bottom: 26 },
    legend: { top: 0, textStyle: label },
    tooltip: { trigger: 'axis' },
    xAxis: { type: 'category', data: months.map((m) => m.month), ...axis },
    yAxis: { type: 'value', minInterval: 1, ...axis },
    series,
  };
}
