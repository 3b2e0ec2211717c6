import type { ColumnNames } from '../reading/header.ts';

/** Each with the names that Shopify's exports have given it: the classic one, and that of the template of 2024. */
const spellings = {
  handle: ['Handle', 'URL handle'],
  title: ['Title'],
  body: ['Body (HTML)', 'Description'],
  vendor: ['Vendor'],
  product_category: ['Product Category', 'Standardized Product Type', 'Standard Product Type'],
  type: ['Type', 'Custom Product Type', 'Product type'],
  tags: ['Tags'],
  published: ['Published', 'Published on online store'],
  status: ['Status'],
  option1_name: ['Option1 Name'],
  option1_value: ['Option1 Value'],
  option2_name: ['Option2 Name'],
  option2_value: ['Option2 Value'],
  option3_name: ['Option3 Name'],
  option3_value: ['Option3 Value'],
  sku: ['Variant SKU', 'SKU'],
  price: ['Variant Price', 'Price'],
  stock: ['Variant Inventory Qty', 'Inventory quantity'],
  policy: ['Variant Inventory Policy', 'Continue selling when out of stock'],
  image: ['Image Src', 'Product image URL'],
  image_position: ['Image Position'],
  image_alt: ['Image Alt Text'],
  variant_image: ['Variant Image', 'Variant image URL'],
} as const;
export type ShopifyColumn = keyof typeof spellings;

/** The columns of a product export; what else it has is told and left out: prices abroad, Google, SEO, metafields. */
export const shopifyColumns: ColumnNames<ShopifyColumn> = {
  names: spellings,
  required: ['handle', 'title', 'sku', 'price'],
  unknown: 'ignore',
};

/** Known, and of no use here. */
export const unusedColumns: readonly ShopifyColumn[] = ['tags'];
