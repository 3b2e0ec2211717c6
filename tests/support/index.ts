export { ask } from './database.ts';
export { type Drop, type DroppingProxy, openDroppingProxy } from './dropping-proxy.ts';
export { type HouseOptions, openTestHouse, type TestAnswer, type TestHouse, type TestRequest } from './house.ts';
export { cheapHashing, type Person, type PersonName, password } from './people.ts';
export { SettableClock } from './settable-clock.ts';
