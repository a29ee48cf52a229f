export * from './useDraft';
export * from './useHotkeys';
export * from './useMedia';
export * from './useStored';
