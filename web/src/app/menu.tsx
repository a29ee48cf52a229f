import {
  AuditOutlined,
  BankOutlined,
  DashboardOutlined,
  HomeOutlined,
  ImportOutlined,
  ProjectOutlined,
  SettingOutlined,
} from '@ant-design/icons';
import type { ReactNode } from 'react';
import type { Key } from '@/shared/i18n';
import type { Screen } from './access';

export interface MenuEntry {
  key: Screen;
  to: '/' | '/cockpit' | '/projects' | '/evidence' | '/enterprises' | '/imports' | '/admin';
  label: Key;
  icon: ReactNode;
}

export const menu: MenuEntry[] = [
  { key: 'home', to: '/', label: 'nav.home', icon: <HomeOutlined /> },
  { key: 'cockpit', to: '/cockpit', label: 'nav.cockpit', icon: <DashboardOutlined /> },
  { key: 'projects', to: '/projects', label: 'nav.projects', icon: <ProjectOutlined /> },
  { key: 'evidence', to: '/evidence', label: 'nav.evidence', icon: <AuditOutlined /> },
  { key: 'enterprises', to: '/enterprises', label: 'nav.enterprises', icon: <BankOutlined /> },
  { key: 'imports', to: '/imports', label: 'nav.imports', icon: <ImportOutlined /> },
  { key: 'admin', to: '/admin', label: 'nav.admin', icon: <SettingOutlined /> },
];
