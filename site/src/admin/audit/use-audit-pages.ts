import { useEffect, useRef, useState } from "preact/hooks";
import type { AuditFilter, AuditRow } from "../../../../core/contract/audit-contract.ts";
import { hub } from "../../live/hub-client.ts";
import { refusalText } from "../../view/hub-failure-text.ts";

export interface AuditPages {
  /** Newest first; null until the first answer. */
  rows: readonly AuditRow[] | null;
  hasOlder: boolean;
  busy: boolean;
  /** Why the newest question was not answered. */
  refusal: string | null;
  /** Asks for the newest rows again, and forgets the older ones. */
  refresh(): void;
  older(): void;
}

interface Known {
  rows: AuditRow[];
  nextBeforeSeq: number | null;
}

/** The rows that a filter lets through, page by page. */
export function useAuditPages(filter: AuditFilter): AuditPages {
  const [known, setKnown] = useState<Known | null>(null);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const newest = useRef(0);

  async function load(older: Known | null): Promise<void> {
    const question = ++newest.current;
    // An answer that was overtaken by a newer question says nothing any more.
    const isNewest = () => question === newest.current;
    setBusy(true);
    setRefusal(null);
    try {
      const beforeSeq = older?.nextBeforeSeq;
      const page = await hub.audit.query(beforeSeq ? { ...filter, beforeSeq } : filter);
      if (!isNewest()) return;
      setKnown({ ...page, rows: [...(older?.rows ?? []), ...page.rows] });
    } catch (thrown) {
      if (isNewest()) setRefusal(refusalText(thrown));
    }
    if (isNewest()) setBusy(false);
  }

  useEffect(() => void load(null), [filter]);
  return {
    rows: known?.rows ?? null,
    hasOlder: known !== null && known.nextBeforeSeq !== null,
    busy,
    refusal,
    refresh: () => void load(null),
    older: () => void load(known),
  };
}
