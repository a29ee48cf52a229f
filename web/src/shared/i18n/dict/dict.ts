/** Chinese first, English second. */
export type Dict = Record<string, readonly [string, string]>;
