import type { Address } from '@orderhouse/contracts';

export const password = 'Orderhouse-demo-1';

/** What a vendor of the demo sells; a column of its products. */
export type Range = 'home' | 'kitchen' | 'party';

export interface DemoPerson {
  email: string;
  username: string;
  full_name: string;
}

export const admin: DemoPerson = { email: 'admin@demo.test', username: 'admin', full_name: 'Alex Morgan' };

export const vendors: Readonly<Record<Range, DemoPerson>> = {
  home: { email: 'vendor@demo.test', username: 'vendor', full_name: 'Hearth & Lantern' },
  kitchen: { email: 'kitchen@demo.test', username: 'kitchen', full_name: 'The Teatime Table' },
  party: { email: 'party@demo.test', username: 'party', full_name: 'Bunting & Bows' },
};

export interface DemoCustomer extends DemoPerson {
  phone: string;
  address: Address;
}

// Telephone numbers are of the ranges that Ofcom keeps for drama.
const known: readonly (readonly [string, string, string, string, string, string])[] = [
  ['customer', 'Grace Whitfield', '14 Elm Grove', 'Bristol', 'BS6 6AH', '+44 117 496 0114'],
  ['oliver', 'Oliver Bennett', '3 Chapel Street', 'York', 'YO1 7BN', '+44 1632 960 003'],
  ['amelia', 'Amelia Shah', '27 Victoria Road', 'Leicester', 'LE2 1XD', '+44 116 496 0127'],
  ['harry', 'Harry Sutherland', '9 Castle Terrace', 'Edinburgh', 'EH1 2DP', '+44 131 496 0109'],
  ['isla', 'Isla Campbell', '41 Byres Road', 'Glasgow', 'G12 8AQ', '+44 141 496 0141'],
  ['noah', 'Noah Okafor', '88 Lordship Lane', 'London', 'SE22 8HF', '+44 20 7946 0088'],
  ['freya', 'Freya Hughes', '5 Cathedral Road', 'Cardiff', 'CF11 9HA', '+44 29 2018 0005'],
  ['jack', 'Jack Thornton', '62 Burton Road', 'Manchester', 'M20 3EB', '+44 161 496 0162'],
  ['sophie', 'Sophie Kaur', '19 Moseley Street', 'Birmingham', 'B5 6JX', '+44 121 496 0119'],
  ['thomas', 'Thomas Pritchard', '7 Marine Parade', 'Brighton', 'BN2 1TL', '+44 1632 960 107'],
  ['evie', 'Evie Nolan', '33 Lisburn Road', 'Belfast', 'BT9 7AA', '+44 28 9018 0033'],
  ['george', 'George Ashworth', '2 Mill Lane', 'Leeds', 'LS13 3HE', '+44 113 496 0102'],
  ['poppy', 'Poppy Lawson', '16 Grey Street', 'Newcastle upon Tyne', 'NE1 6AE', '+44 191 498 0116'],
];

export const customers: readonly DemoCustomer[] = known.map(
  ([username, full_name, line1, city, postal_code, phone]) => ({
    email: `${username}@demo.test`,
    username,
    full_name,
    phone,
    address: { name: full_name, line1, city, postal_code, country: 'GB' },
  }),
);
