/** How far an import is. `done` and `total` are bytes of the file while reading, then products, then orders. */
export interface ImportProgress {
  phase: 'waiting' | 'reading' | 'products' | 'orders';
  done: number;
  total: number;
}

export type OnProgress = (progress: ImportProgress) => void;
