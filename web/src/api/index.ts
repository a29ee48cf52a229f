export * from './provisional';
