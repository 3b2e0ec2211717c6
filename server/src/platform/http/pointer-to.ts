/** @returns the JSON Pointer (RFC 6901) of a property of what stands at a place. */
export function pointerTo(place: string, property: string): string {
  return `${place}/${property.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
