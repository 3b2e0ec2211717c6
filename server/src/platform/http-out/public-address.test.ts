import { describe, expect, test } from 'vitest';
import { fewAtOnce, hostIn, isPublicAddress, resolvePublic } from './public-address.ts';

const waiting = new AbortController().signal;

const inside = [
  '0.0.0.0',
  '10.1.2.3',
  '100.64.0.1',
  '127.0.0.1',
  '127.255.255.254',
  '168.63.129.16',
  '::ffff:168.63.129.16',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.0.0.1',
  '192.0.2.1',
  '192.88.99.1',
  '192.168.1.1',
  '198.18.0.1',
  '198.51.100.1',
  '203.0.113.1',
  '224.0.0.1',
  '240.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::7f00:1',
  '::ffff:127.0.0.1',
  '::ffff:a00:1',
  '::ffff:0:10.0.0.1',
  '64:ff9b::10.0.0.1',
  '64:ff9b::8.8.8.8',
  '64:ff9b:1::1',
  '100::1',
  '2001::1',
  '2001:db8::1',
  '2002:7f00:1::',
  '3fff::1',
  '5f00::1',
  'fc00::1',
  'fd12:3456::1',
  'fe80::1',
  'fe80::1%eth0',
  'fec0::1',
  'ff02::1',
  'nonsense',
  '',
];
const outside = [
  '1.1.1.1',
  '8.8.8.8',
  '172.32.0.1',
  '100.128.0.1',
  '2606:4700::1111',
  '2a00:1450::1',
  '::ffff:8.8.8.8',
];

describe('an address', () => {
  test.each(inside)('%s is inside', (address) => expect(isPublicAddress(address)).toBe(false));
  test.each(outside)('%s is outside', (address) => expect(isPublicAddress(address)).toBe(true));

  test.each([
    'https://0x7f.1/',
    'https://2130706433/',
    'https://127.1/',
    'https://0177.0.0.1/',
    'https://[::1]/',
    'https://[::ffff:10.0.0.1]/',
    'https://①②⑦.⓪.⓪.①/',
  ])('written as %s is seen for what it is', async (text) => {
    const never = () => expect.fail('it is no name');
    await expect(resolvePublic(hostIn(new URL(text)), never, waiting)).rejects.toThrow(
      'not an address of the public internet',
    );
  });

  test('of a name that also stands for one inside is refused', async () => {
    const resolve = async () => [
      { address: '8.8.8.8', family: 4 },
      { address: '10.0.0.1', family: 4 },
    ];
    await expect(resolvePublic('two.example', resolve, waiting)).rejects.toThrow('two.example');
    await expect(resolvePublic('none.example', async () => [], waiting)).rejects.toThrow('none.example');
  });
});

test('two names are looked up at a time, and none that nobody waits for', async () => {
  const asked: string[] = [];
  const answers: (() => void)[] = [];
  const resolve = fewAtOnce((host) => {
    asked.push(host);
    return new Promise((answer) => answers.push(() => answer([])));
  });
  const gone = new AbortController();
  const [one, two] = [resolve('one', waiting), resolve('two', waiting)];
  const three = resolve('three', gone.signal);
  const four = resolve('four', waiting);
  gone.abort(new Error('too late'));
  expect(asked).toEqual(['one', 'two']);
  answers[0]?.();
  await one;
  await expect(three).rejects.toThrow('too late');
  await expect.poll(() => asked).toEqual(['one', 'two', 'four']);
  answers[1]?.();
  answers[2]?.();
  await Promise.all([two, four]);
});
