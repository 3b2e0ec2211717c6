import { api, OrderhouseError } from '@orderhouse/contracts';
import { expect, test } from 'vitest';
import { faultsOf, pathOf, refusedFields } from './form-errors.ts';

const refused = (detail: string) =>
  new OrderhouseError(422, 'validation_failed', detail, {
    problem: {
      type: '',
      title: '',
      status: 422,
      code: 'validation_failed',
      request_id: 'r',
      errors: [{ pointer: '/address/city', code: 'c', detail }],
    },
  });

test('each field that is not right is told why, by the schema of the API', () => {
  const body = {
    lines: [{ variant_id: 'x', quantity: 0 }],
    shipping_address: { name: 'Ada', city: '', country: 'GB' },
  };
  const faults = faultsOf(api.orders.place.body, body);
  expect(faults).toMatchObject({
    'shipping_address.line1': 'Fill this in.',
    'shipping_address.city': 'Fill this in.',
    'lines.0.quantity': 'No less than 1.',
  });
  expect(faults['shipping_address.name']).toBeUndefined();
});

test('an e-mail address is told in words, not as a pattern', () => {
  const faults = faultsOf(api.auth.forgottenPassword.body, { email: 'ada' });
  expect(faults).toEqual({ email: 'Write an e-mail address, such as ada@example.com.' });
});

test('a pointer becomes the path of a field', () => {
  expect(pathOf('/lines/0/quantity')).toBe('lines.0.quantity');
  expect(pathOf('/options/a~1b')).toBe('options.a/b');
});

test('what the server finds stands at its field, as a sentence', () => {
  expect(refusedFields(refused('belongs to another account'))).toEqual({
    'address.city': 'This belongs to another account.',
  });
  expect(refusedFields(refused('No store could have that name.'))).toEqual({
    'address.city': 'No store could have that name.',
  });
  expect(refusedFields(new TypeError('no'))).toEqual({});
});

const variant = { sku: 'L-1', unit_price: 100 };
const judged = (body: object) => faultsOf(api.products.create.body, body);

test('what is of another form is told with an example from the contract, at any depth', () => {
  expect(faultsOf(api.webhookEndpoints.create.body, { url: 'hooks', event_types: ['order.placed'] })).toEqual({
    url: 'Write it in a form such as https://hooks.example.com/orderhouse',
  });
  expect(judged({ name: 'Lantern', variants: [variant, { ...variant, sku: '-é' }] })).toEqual({
    'variants.1.sku': 'Write it in a form such as 71053',
  });
});

test('blanks are nothing, and a line has no characters that none can see', () => {
  expect(judged({ name: '  ', variants: [variant] })).toEqual({ name: 'Fill this in.' });
  expect(judged({ name: 'Lan\u0007tern', variants: [variant] })).toEqual({
    name: 'There is a character in it that cannot stay.',
  });
});
