export { ask } from './database.ts';
export { openDroppingProxy } from './dropping-proxy.ts';
export { openTestHouse, type TestAnswer, type TestHouse, type TestRequest } from './house.ts';
export { password } from './people.ts';
