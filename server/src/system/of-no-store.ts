/** How a page of no store is registered: nobody has to be known for it. */
export const ofNoStore = { config: { permission: 'system:read' } } as const;
