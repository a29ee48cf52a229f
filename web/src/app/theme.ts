import { theme, type ThemeConfig } from 'antd';

export type Look = 'light' | 'dark' | 'auto';

// The greys antd uses for secondary text fall short of 4.5:1; these do not.
const light = {
  colorPrimary: '#1d5a9e',
  colorLink: '#1d5a9e',
  colorTextSecondary: 'rgba(0,0,0,0.68)',
  colorTextTertiary: 'rgba(0,0,0,0.62)',
  colorTextDescription: 'rgba(0,0,0,0.65)',
  colorTextPlaceholder: 'rgba(0,0,0,0.60)',
  colorTextQuaternary: 'rgba(0,0,0,0.58)',
  colorError: '#b3261e',
  colorWarning: '#9a5b00',
  colorSuccess: '#1f7a3d',
  colorBgLayout: '#f1f3f6',
  colorPrimaryBg: '#e3edf8',
  colorInfoBg: '#e8f0f9',
  colorWarningBg: '#fff5de',
  colorErrorBg: '#fdeceb',
  colorSuccessBg: '#e9f6ee',
  colorPrimaryBgHover: '#c3d8ef',
  colorPrimaryBorder: '#8fb4dc',
};

const dark = {
  colorPrimary: '#4a8fd8',
  colorLink: '#7cb4f0',
  colorTextSecondary: 'rgba(255,255,255,0.74)',
  colorTextTertiary: 'rgba(255,255,255,0.68)',
  colorTextDescription: 'rgba(255,255,255,0.70)',
  colorTextPlaceholder: 'rgba(255,255,255,0.62)',
  colorTextQuaternary: 'rgba(255,255,255,0.60)',
  colorError: '#f2827b',
  colorWarning: '#e3a94f',
  colorSuccess: '#62c083',
  colorBgLayout: '#101418',
  colorBgContainer: '#181d23',
  colorBgElevated: '#1f252c',
};

export function themeOf(isDark: boolean): ThemeConfig {
  return {
    algorithm: isDark ? [theme.darkAlgorithm, theme.compactAlgorithm] : [theme.defaultAlgorithm, theme.compactAlgorithm],
    token: {
      ...(isDark ? dark : light),
      borderRadius: 3,
      fontSize: 14,
      fontFamily: '"PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Noto Sans SC","WenQuanYi Micro Hei",system-ui,sans-serif',
      motion: false,
      wireframe: false,
    },
    components: {
      Segmented: { trackBg: isDark ? '#2a323b' : '#dfe4ea' },
      // White on the dark theme's lighter accent would fall short of 4.5:1.
      Button: isDark ? { primaryColor: '#000000' } : {},
    },
  };
}

/** The tokens our own style sheet reads, as custom properties of the document. */
export function documentTokens(token: Record<string, unknown>): Record<string, string> {
  const pick = (name: string) => String(token[name]);
  return {
    '--bg': pick('colorBgLayout'),
    '--surface': pick('colorBgContainer'),
    '--raised': pick('colorBgElevated'),
    '--fill': pick('colorFillTertiary'),
    '--fill-strong': pick('colorFillSecondary'),
    '--text': pick('colorText'),
    '--text-2': pick('colorTextSecondary'),
    '--text-3': pick('colorTextTertiary'),
    '--line': pick('colorBorderSecondary'),
    '--line-strong': pick('colorBorder'),
    '--accent': pick('colorPrimary'),
    '--link': pick('colorLink'),
    '--accent-bg': pick('colorPrimaryBg'),
    '--shade-1': pick('colorPrimaryBg'),
    '--shade-2': pick('colorPrimaryBgHover'),
    '--shade-3': pick('colorPrimaryBorder'),
    '--good': pick('colorSuccess'),
    '--warn': pick('colorWarning'),
    '--bad': pick('colorError'),
    '--warn-bg': pick('colorWarningBg'),
    '--bad-bg': pick('colorErrorBg'),
    '--font': pick('fontFamily'),
  };
}
