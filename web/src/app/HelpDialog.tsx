import { Modal } from 'antd';
import type { Key } from '@/shared/i18n';
import { useT } from '@/shared/i18n';

const keys: [string[], Key][] = [
  [['Ctrl', 'K'], 'help.palette'],
  [['/'], 'help.search'],
  [['?'], 'help.help'],
  [['↑', '↓'], 'help.walk'],
  [['Enter'], 'help.open'],
  [['Esc'], 'help.close'],
  [['Alt', '1…3'], 'help.menu'],
  [['N'], 'help.new'],
  [['M'], 'help.move'],
];

export function HelpDialog({ onClose }: { onClose: () => void }) {
  const t = useT();
  return (
    <Modal open title={t('help.title')} footer={null} onCancel={onClose} width={460}>
      <dl className="keys">
        {keys.map(([combination, label]) => (
          <div key={label}>
            <dt>{combination.map((k) => <kbd key={k}>{k}</kbd>)}</dt>
            <dd>{t(label)}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
