/** RFC 8187, 3.2.1: what stands for itself in an extended value. */
const attributeCharacter = /[A-Za-z0-9!#$&+.^_`|~-]/;

function extended(name: string): string {
  return Array.from(Buffer.from(name.toWellFormed()), (byte) => {
    const character = String.fromCharCode(byte);
    return byte < 0x80 && attributeCharacter.test(character)
      ? character
      : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }).join('');
}

/**
 * @param file_name under which it is saved; shown rather than saved without one.
 * @returns a Content-Disposition (RFC 6266), with the name in ASCII for who knows no other, and as it is.
 */
export function contentDisposition(file_name?: string): string {
  if (file_name === undefined) return 'inline';
  const plain = file_name.normalize('NFKD').replaceAll(/[^\x20-\x7e]|["\\%/]/g, '_');
  return `attachment; filename="${plain}"; filename*=UTF-8''${extended(file_name)}`;
}
