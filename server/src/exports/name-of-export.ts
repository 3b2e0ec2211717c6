/** An export as its file and its command are named: `webhook-endpoints` of `webhookEndpoints`. */
export function nameOfExport(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
