import { Modal, Radio } from 'antd';
import { useState, type ReactNode } from 'react';
import { useT } from '../i18n';
import { defaultChoice, set, type Choice, type ConflictField, type Values } from './conflict.model';

interface Props {
  fields: ConflictField[];
  label: (id: string) => string;
  show: (id: string, value: unknown) => ReactNode;
  theirName?: string;
  mine: Values;
  saving: boolean;
  onSave: (merged: Values) => void;
  onCancel: () => void;
}

/** Another person's change beside mine, field by field. Nothing is saved until chosen. */
export function ConflictDialog({ fields, label, show, theirName, mine, saving, onSave, onCancel }: Props) {
  const t = useT();
  const [choices, setChoices] = useState<Record<string, Choice>>(() => Object.fromEntries(fields.map((f) => [f.id, defaultChoice(f)])));
  const merge = () => {
    let merged = mine;
    for (const f of fields) if (choices[f.id] === 'theirs') merged = set(merged, f.id, f.theirs ?? null);
    onSave(merged);
  };
  return (
    <Modal
      open
      width={760}
      title={t('conflict.title')}
      okText={t('conflict.save')}
      cancelText={t('conflict.back')}
      confirmLoading={saving}
      onOk={merge}
      onCancel={onCancel}
    >
      <p>{theirName ? t('conflict.by', { name: theirName }) : t('conflict.hint')}</p>
      <div className="table-scroll">
        <table className="table conflict">
          <thead>
            <tr>
              <th scope="col">{t('conflict.field')}</th>
              <th scope="col">{t('conflict.mine')}</th>
              <th scope="col">{t('conflict.theirs')}</th>
            </tr>
          </thead>
          <tbody>
            {fields.map((f) => (
              <tr key={f.id} className={f.both ? 'both' : undefined}>
                <th scope="row">{label(f.id)}</th>
                {(['mine', 'theirs'] as const).map((side) => (
                  <td key={side}>
                    <Radio
                      name={`conflict-${f.id}`}
                      checked={choices[f.id] === side}
                      onChange={() => setChoices({ ...choices, [f.id]: side })}
                    >
                      {show(f.id, f[side])}
                    </Radio>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Modal>
  );
}
