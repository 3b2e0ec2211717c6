import { limits, operations } from '@orderhouse/contracts';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Schema } from '../contracts/src/openapi-example.ts';
import { bodyWith, fieldsOf } from './support/body-fields.ts';
import { openOperationCaller, pointsAt } from './support/caller-of-operations.ts';
import { contentsOf } from './support/contents.ts';
import { formWith, sentForm } from './support/form.ts';
import { goodFile } from './support/good-file.ts';
import { hostileTextsFor, injections } from './support/hostile-values.ts';
import { openTestHouse } from './support/index.ts';
import { keptFiles } from './support/kept-files.ts';
import { documentedOperations, fitsParameter, type Operation } from './support/operations.ts';
import { fileOf } from './support/pictures.ts';

/**
 * Every operation of the OpenAPI document that takes a form: with forms that are none, without their file, with several,
 * with files that are too large, and with fields that do not belong there. Operations and fields come from the document.
 */
const house = await openTestHouse();
const caller = await openOperationCaller(house);
const takingForms = documentedOperations.filter(
  (operation): operation is Operation & { body: Schema; file: string[] } => operation.file !== null,
);

const bytesMaxOf = ({ id }: Operation) =>
  operations().find(([name]) => name === id)?.[1].multipart?.file.bytes_max ?? 0;
const filesOfHouse = () => Promise.all(['pictures', 'imports'].map((folder) => keptFiles(house.files, folder)));

test('there are some', () => {
  expect(takingForms.length).toBeGreaterThan(0);
});

describe.each(takingForms)('$method $path', (operation) => {
  const file = goodFile(operation.file);
  const fields = () => caller.namingThings(bodyWith(operation.body, '', 'example')) as Record<string, unknown>;
  const send = async (form: FormData) => {
    const { body, headers } = await sentForm(form);
    return caller.send(operation, body, headers);
  };
  const sendField = (name: string, text: string) => {
    const { [name]: _, ...rest } = fields();
    const form = formWith(file, rest);
    form.append(name, text);
    return send(form);
  };

  beforeEach(async () => {
    await caller.renewThings();
  });

  /** Whatever is tried in between leaves the tables and the files as they are. */
  async function writingNothing(attempts: () => Promise<void>): Promise<void> {
    const before = [await contentsOf(house.databaseUrl), await filesOfHouse()];
    await attempts();
    expect([await contentsOf(house.databaseUrl), await filesOfHouse()]).toEqual(before);
  }

  test('takes a good one', async () => {
    expect((await send(formWith(file, fields()))).status).toBeLessThan(300);
  });

  test('bounds every text, and writes nothing of what does not fit', async () => {
    await writingNothing(async () => {
      for (const { pointer, schema } of fieldsOf(operation.body)) {
        const name = pointer.slice(1);
        const fits = fitsParameter({ name, in: 'query', required: false, schema });
        const texts = [...hostileTextsFor(schema), 'x'.repeat(100_000)];
        expect(
          texts.some((text) => text.length > 50_000 && fits(text)),
          pointer,
        ).toBe(false);
        for (const text of texts.filter((one) => one.isWellFormed() && !fits(one))) {
          const answer = await sendField(name, text);
          const told = `${pointer} = ${JSON.stringify(text.slice(0, 60))}: ${answer.status} ${answer.text.slice(0, 300)}`;
          expect(answer.status === 422 && pointsAt(answer, pointer), told).toBe(true);
        }
      }
    });
  });

  test('takes what fits, or tells what is wrong with it', async () => {
    for (const { pointer, schema } of fieldsOf(operation.body)) {
      const name = pointer.slice(1);
      const fits = fitsParameter({ name, in: 'query', required: false, schema });
      for (const text of injections.filter(fits)) {
        const answer = await sendField(name, text);
        expect(answer.status, `${pointer} = ${text}: ${answer.text}`).toBeLessThan(500);
        if (answer.status < 300) expect(answer.body[name] ?? text).toBe(text);
      }
    }
  });

  test('refuses fields that nobody knows, and those that come twice', async () => {
    await writingNothing(async () => {
      for (const name of ['unexpected', 'store_id', '', 'a/b', 'a~b', "'; --", 'é']) {
        expect((await sendField(name, '1')).status, name).toBe(422);
      }
      for (const name of ['__proto__', 'constructor', 'toString']) {
        expect((await sendField(name, '1')).status, name).toBe(400);
      }
      for (const { pointer } of fieldsOf(operation.body)) {
        const form = formWith(file, fields());
        form.append(pointer.slice(1), '1');
        form.append(pointer.slice(1), '1');
        expect(pointsAt(await send(form), pointer), pointer).toBe(true);
      }
    });
  });

  test('refuses a form without its file, with two, and with one by another name', async () => {
    await writingNothing(async () => {
      const [none, two, other] = [formWith(null, fields()), formWith(file, fields()), formWith(null, fields())];
      two.append('file', file);
      other.append('image', file);
      for (const [form, pointer] of [
        [none, '/file'],
        [two, '/file'],
        [other, '/image'],
      ] as const) {
        const answer = await send(form);
        expect([answer.status, answer.body.code, answer.body.errors[0].pointer]).toEqual([
          422,
          'validation_failed',
          pointer,
        ]);
      }
      // A text is no file.
      const text = formWith(null, fields());
      text.append('file', 'the bytes of the file');
      expect((await send(text)).status).toBe(422);
    });
  });

  test('refuses what cannot be read, and writes nothing', async () => {
    const { body, headers } = await sentForm(formWith(file, fields()));
    const boundary = headers['content-type'].split('boundary=')[1] ?? '';
    const utf16 = Buffer.from(body.toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
    await writingNothing(async () => {
      for (const broken of [body.subarray(0, body.length / 2), body.subarray(0, -4), utf16, Buffer.from('{"a": 1}')]) {
        const answer = await caller.send(operation, broken, headers);
        expect(answer, broken.toString().slice(0, 80)).toMatchObject({
          status: 400,
          body: { code: 'malformed_request' },
        });
      }
      const elsewhere = { 'content-type': `multipart/form-data; boundary=${boundary}x` };
      expect((await caller.send(operation, body, elsewhere)).status).toBe(400);
      expect((await caller.send(operation, body, { 'content-type': 'multipart/form-data' })).status).toBe(400);
      const latin1 = Buffer.concat([
        Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="unexpected"\r\n\r\n`),
        Buffer.from([0xe9]),
        Buffer.from('\r\n'),
        body,
      ]);
      expect((await caller.send(operation, latin1, headers)).status).toBe(422);
      for (const type of ['application/json', 'text/plain', 'application/x-www-form-urlencoded', 'image/jpeg', '']) {
        expect((await caller.send(operation, body, { 'content-type': type })).status, type).toBe(415);
      }
    });
  });

  test('refuses what is too large', async () => {
    const bytes_max = bytesMaxOf(operation);
    const claimed = { 'content-length': String(bytes_max + 2 * limits.body_bytes_max) };
    await writingNothing(async () => {
      const { body, headers } = await sentForm(formWith(file, fields()));
      const answer = await caller.send(operation, body, { ...headers, ...claimed });
      expect(answer).toMatchObject({ status: 413, body: { code: 'payload_too_large' } });
      const many = formWith(file, fields());
      for (let field = 0; field < 100; field += 1) many.append(`field-${field}`, 'x');
      expect(await send(many)).toMatchObject({ status: 413, body: { code: 'payload_too_large' } });
      // Of what is larger than this a test need not make a whole one.
      if (bytes_max > 20 * limits.body_bytes_max) return;
      const large = await send(formWith(fileOf(Buffer.alloc(bytes_max + 1)), fields()));
      expect(large).toMatchObject({ status: 413, body: { code: 'payload_too_large' } });
    });
  });
});

test('other operations take no form', async () => {
  const { body, headers } = await sentForm(formWith(fileOf(Buffer.from('x'))));
  for (const operation of documentedOperations.filter(({ method, file }) => method !== 'GET' && file === null)) {
    const answer = await caller.send(operation, body, headers);
    expect([answer.status, answer.body.code], operation.id).toEqual([415, 'unsupported_media_type']);
  }
});
