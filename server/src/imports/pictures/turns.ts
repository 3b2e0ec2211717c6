/** Of one vendor in this process, while its pictures are fetched. */
export interface Turn {
  /** Whether somebody has asked for the same meanwhile: then it looks once more before it ends. */
  wasAsked(): boolean;
  end(): void;
}

/** Whose pictures this process fetches right now. */
export interface Turns {
  /** @returns `under_way` when the vendor has its turn already, `full` when as many have theirs as may. */
  begin(vendor: string): Turn | 'under_way' | 'full';
}

/** Each vendor has one turn in a process, however many jobs it has, and only so many vendors at a time. */
export function openTurns(turns_max: number): Turns {
  const underWay = new Map<string, { isAsked: boolean }>();
  return {
    begin(vendor) {
      const going = underWay.get(vendor);
      if (going) {
        going.isAsked = true;
        return 'under_way';
      }
      if (underWay.size >= turns_max) return 'full';
      const own = { isAsked: false };
      underWay.set(vendor, own);
      return {
        wasAsked() {
          const { isAsked } = own;
          own.isAsked = false;
          return isAsked;
        },
        end: () => void underWay.delete(vendor),
      };
    },
  };
}
