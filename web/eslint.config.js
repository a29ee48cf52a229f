import { readdirSync } from 'node:fs';
import globals from 'globals';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

// app may import everything; a feature may import shared, api and itself;
// shared may import api and itself. Inside a folder paths are relative, across
// folders they start with @/, so the rule needs only to look at the text.
const noStatic = [{ name: 'antd', importNames: ['message', 'notification'], message: 'Use App.useApp(): the static ones know neither theme nor language.' }];
const refuse = (message, ...group) => ({ paths: noStatic, patterns: [{ group, message }] });
const features = readdirSync(new URL('./src/features', import.meta.url));

export default tseslint.config(
  { ignores: ['dist/**', 'node_modules/**', 'test-results/**', 'src/api/schema.gen.ts'] },
  ...tseslint.configs.recommended,
  {
    files: ['src/**/*.{ts,tsx}'],
    ...reactHooks.configs.flat.recommended,
    languageOptions: { globals: globals.browser },
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    rules: {
      'no-console': 'error',
      'no-restricted-globals': ['error', { name: 'alert' }, { name: 'confirm' }, { name: 'prompt' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      'no-restricted-imports': ['error', { paths: noStatic }],
    },
  },
  {
    files: ['src/shared/**/*.{ts,tsx}'],
    rules: { 'no-restricted-imports': ['error', refuse('shared imports no feature and no app', '@/features/*', '@/app/*', '**/features/**', '**/app/**')] },
  },
  ...features.map((name) => ({
    files: [`src/features/${name}/**/*.{ts,tsx}`],
    rules: {
      'no-restricted-imports': [
        'error',
        refuse('features do not import one another, nor app', '@/app/*', '@/features/*', '../../*', ...features.filter((f) => f !== name).map((f) => `../${f}/*`)),
      ],
    },
  })),
  { files: ['scripts/**', 'e2e/**', '*.js', '*.ts'], languageOptions: { globals: globals.node } },
);
