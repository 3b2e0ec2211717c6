import { expect, test } from 'vitest';
import { readableBody, shortUrl, toldOf } from './webhook-words.ts';

test('what an endpoint is told of is said in a few words', () => {
  expect(toldOf({ event_types: ['order.placed'] })).toBe('Order placed');
  expect(toldOf({ event_types: ['order.placed', 'order.shipped', 'order.cancelled', 'user.updated'] })).toBe(
    'Order placed, Order shipped and 2 more',
  );
});

test('a body that is no JSON is shown as it came', () => {
  expect(readableBody('{"a":1}')).toBe('{\n  "a": 1\n}');
  expect(readableBody('<html>no</html>')).toBe('<html>no</html>');
});

test('an address is shown without its scheme', () => {
  expect(shortUrl('https://hooks.example.com/orders/')).toBe('hooks.example.com/orders');
});
