import type { OrderInput } from '@orderhouse/contracts';

/** Where sample orders go. */
export const shippingAddress: OrderInput['shipping_address'] = {
  name: 'Ada Lovelace',
  line1: '12 St James’s Square',
  city: 'London',
  postal_code: 'SW1Y 4JH',
  country: 'GB',
};
