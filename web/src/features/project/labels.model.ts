import type { Dictionary } from '@/api';

/** A stage as this kind of project calls it: a shop "opens" where a plant "produces". */
export function stageLabel(dictionary: Pick<Dictionary, 'kinds'>, of: (list: 'stages', code: string) => string, kind: string, stage: string): string {
  const general = of('stages', stage);
  const own = dictionary.kinds.find((k) => k.code === kind)?.path.find((p) => p.stage === stage)?.label;
  return own && own !== stage ? own : general;
}
