import { UploadOutlined } from '@ant-design/icons';
import { useId, useRef, useState, type DragEvent } from 'react';
import { useT } from '../i18n';

interface Props {
  label: string;
  hint?: string;
  accept?: string;
  camera?: boolean; // a phone offers its camera
  file: File | null;
  onPick: (file: File) => void;
}

/** A native file input with a place to drop on; reachable by Tab like any field. */
export function FilePick({ label, hint, accept, camera, file, onPick }: Props) {
  const t = useT();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const dropped = event.dataTransfer.files[0];
    if (dropped) onPick(dropped);
  };
  return (
    <div className={`file-pick${over ? ' over' : ''}`} onDragOver={(e) => { e.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)} onDrop={drop}>
      <input
        ref={input}
        id={id}
        type="file"
        accept={accept}
        capture={camera ? 'environment' : undefined}
        onChange={(e) => {
          const picked = e.target.files?.[0];
          if (picked) onPick(picked);
          e.target.value = ''; // the same file may be picked again after a refusal
        }}
      />
      <label htmlFor={id}>
        <UploadOutlined aria-hidden="true" />
        <strong>{file ? file.name : label}</strong>
        <span className="secondary">{file ? t('file.size', { size: formatSize(file.size) }) : hint}</span>
      </label>
    </div>
  );
}

export function formatSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
