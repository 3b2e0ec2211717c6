-- Units from which on the vendor of a variant is told; null: those of the store.
--
-- How much is left, by orders of magnitude: 0, 1, 2-3, 4-7, 8-15 … An index on `stock` itself would make each sale write
-- to every index of its variant. This changes only where the stock crosses a power of two, so that taking stock stays a
-- HOT update otherwise, and what is scarce still stands first in an index. The same for `is_low_by_own`.
ALTER TABLE variants
  ADD COLUMN low_stock_threshold int CHECK (low_stock_threshold >= 0),
  ADD COLUMN stock_magnitude int NOT NULL GENERATED ALWAYS AS (width_bucket(stock, ARRAY[
    1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536, 131072, 262144, 524288, 1048576,
    2097152, 4194304, 8388608, 16777216, 33554432, 67108864, 134217728, 268435456, 536870912, 1073741824
  ])) STORED,
  ADD COLUMN is_low_by_own boolean GENERATED ALWAYS AS (stock <= low_stock_threshold) STORED;
CREATE INDEX variants_by_stock ON variants (store_id, stock_magnitude, id) WHERE deleted_at IS NULL;
CREATE INDEX variants_low_by_own ON variants (store_id, stock_magnitude, id) WHERE deleted_at IS NULL AND is_low_by_own;
