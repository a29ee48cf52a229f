import { InfoCircleOutlined } from '@ant-design/icons';
import type { Card } from '@/api';
import { formatMoney, exactMoney } from '@/shared/format/money';
import { isKey, useT } from '@/shared/i18n';
import { useLabels } from '@/shared/session';
import { Facts, Mark } from '@/shared/ui';

/** What is counted: the sentence first, its parts on demand. */
export function DefinitionCard({ card }: { card: Card }) {
  const t = useT();
  const { of } = useLabels();
  const comparator = `comparator.${card.comparator}`;
  const amount = `field.${card.amount}`;
  return (
    <details className="definition">
      <summary>
        <InfoCircleOutlined aria-hidden="true" /> <b>{card.name}</b>　{card.definition}
        {card.pending && <Mark tone="warn" icon={<InfoCircleOutlined />}>{t('value.pending')}：{card.pending}</Mark>}
        {card.stage_assumed && <Mark tone="calm" icon={<InfoCircleOutlined />}>{t('cockpit.assumed')}</Mark>}
      </summary>
      <Facts
        items={[
          { label: t('cockpit.unit'), value: card.unit },
          { label: t('cockpit.counting_stage'), value: card.stage ? of('stages', card.stage) + (card.stage_if_skipped ? `（${t('cockpit.if_skipped', { stage: of('stages', card.stage_if_skipped) })}）` : '') : t('value.pending') },
          { label: t('cockpit.threshold'), value: card.threshold ? <span title={exactMoney(card.threshold)}>{isKey(amount) ? t(amount) : card.amount} {isKey(comparator) ? t(comparator, { amount: formatMoney(card.threshold) }) : formatMoney(card.threshold)}</span> : t('value.none') },
          { label: t('cockpit.counted_bases'), value: card.counted_bases.map((b) => t(b === 'proved' ? 'basis.proved' : b === 'forced' ? 'basis.forced' : 'basis.claimed')).join('、') || t('value.none') },
          { label: t('cockpit.exclusions'), value: card.excluded_statuses.map((s) => of('statuses', s)).join('、') || t('value.none') },
          { label: t('cockpit.owner'), value: card.owner },
          { label: t('cockpit.version'), value: card.version },
          { label: t('cockpit.notes'), wide: true, value: [card.stage_note, ...card.notes].filter(Boolean).map((n, i) => <p key={i}>{n}</p>) },
        ]}
      />
    </details>
  );
}
