-- By the letters that a SKU begins with, whatever the order of the letters in the database's own language is.
CREATE INDEX variants_by_beginning ON variants (store_id, sku_key COLLATE "C") WHERE deleted_at IS NULL;
