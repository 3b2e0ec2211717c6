/** What a form is as a request: its body, and the header that says where its parts end. */
export interface SentForm {
  body: Buffer;
  headers: { 'content-type': string };
}

/** @returns a form as a browser would send it. */
export async function sentForm(form: FormData): Promise<SentForm> {
  const sent = new Response(form);
  return {
    body: Buffer.from(await sent.arrayBuffer()),
    headers: { 'content-type': sent.headers.get('content-type') ?? '' },
  };
}

/** A file, and fields; what is no text is written as one. */
export function formWith(file: Blob | null, fields: object = {}): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined) form.append(name, typeof value === 'string' ? value : JSON.stringify(value));
  }
  if (file) form.append('file', file);
  return form;
}
