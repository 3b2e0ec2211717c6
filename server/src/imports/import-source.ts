/** Formats whose orders can be imported; the name is kept on each order. */
export const importSources = ['online-retail'] as const;
export type ImportSource = (typeof importSources)[number];
