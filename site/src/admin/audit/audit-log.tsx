import { useMemo, useState } from "preact/hooks";
import type { AuditFilter } from "../../../../core/contract/audit-contract.ts";
import { useFeed } from "../../frame/use-feed.ts";
import { hub } from "../../live/hub-client.ts";
import { Alert } from "../../parts/alert.tsx";
import { Panel } from "../../parts/panel.tsx";
import { SkeletonLines } from "../../parts/skeleton.tsx";
import { filterOfQuery, queryOf } from "../../view/audit-query.ts";
import { AuditFilters } from "./audit-filters.tsx";
import { AuditSummaryPanel } from "./audit-summary-panel.tsx";
import { AuditTable } from "./audit-table.tsx";
import { type AuditPages, useAuditPages } from "./use-audit-pages.ts";

const askSummary = () => hub.auditSummary.query();
const askNodes = () => hub.nodes.query();

/** The log, narrowed by a filter that stands in the page's address. */
export function AuditLog() {
  const [filter, setFilter] = useState<AuditFilter>(() => filterOfQuery(location.search));
  const [formKey, setFormKey] = useState(0);
  const summary = useFeed(askSummary);
  const nodes = useFeed(askNodes).answer;
  const nodeNames = useMemo(() => new Map(nodes?.map(({ id, name }) => [id, name])), [nodes]);
  const pages = useAuditPages(filter);
  const apply = (wanted: AuditFilter) => {
    const query = queryOf(wanted);
    history.replaceState(null, "", query ? `?${query}` : location.pathname);
    setFilter(wanted);
  };
  /** From outside the form, which then has to show it. */
  const choose = (wanted: AuditFilter) => {
    setFormKey(formKey + 1);
    apply(wanted);
  };
  const refresh = () => {
    pages.refresh();
    summary.refresh();
  };
  return (
    <>
      <AuditSummaryPanel summary={summary} onChoose={(part) => choose({ ...filter, ...part })} />
      <Panel
        title="Entries"
        lead="Newest first."
        actions={<Actions filter={filter} busy={pages.busy} onRefresh={refresh} />}
      >
        <AuditFilters
          key={formKey}
          filter={filter}
          actions={summary.answer?.topActions.map(({ action }) => action) ?? []}
          onApply={apply}
          onClear={() => choose({})}
        />
        <Entries pages={pages} nodeNames={nodeNames} isFiltered={queryOf(filter) !== ""} />
      </Panel>
    </>
  );
}

interface ActionsProps {
  filter: AuditFilter;
  busy: boolean;
  onRefresh: () => void;
}

function Actions({ filter, busy, onRefresh }: ActionsProps) {
  const query = queryOf(filter);
  const exportOf = (format: string) => `/audit/export?format=${format}${query ? `&${query}` : ""}`;
  return (
    <>
      <a class="button" href={exportOf("csv")} download>
        Export CSV
      </a>
      <a class="button" href={exportOf("jsonl")} download>
        Export JSON Lines
      </a>
      <button type="button" disabled={busy} onClick={onRefresh}>
        Refresh
      </button>
    </>
  );
}

interface EntriesProps {
  pages: AuditPages;
  nodeNames: ReadonlyMap<string, string>;
  isFiltered: boolean;
}

function Entries({ pages, nodeNames, isFiltered }: EntriesProps) {
  const { rows, busy, refusal, hasOlder, refresh, older } = pages;
  return (
    <div aria-busy={busy}>
      {refusal && (
        <div class="panel-body panel-failed">
          <Alert text={refusal} />
          <button type="button" onClick={refresh}>
            Try now
          </button>
        </div>
      )}
      {!rows && !refusal && <SkeletonLines count={6} />}
      {rows?.length === 0 && (
        <p class="table-empty" role="status">
          {isFiltered ? "No entry is like that. Clear a filter to see more." : "No entries yet."}
        </p>
      )}
      {rows && rows.length > 0 && <AuditTable rows={rows} nodeNames={nodeNames} />}
      {rows && rows.length > 0 && (
        <p class="table-foot" role="status">
          {hasOlder ? (
            <button type="button" disabled={busy} onClick={older}>
              {busy ? "Asking…" : "Older"}
            </button>
          ) : (
            <span class="muted">This is all.</span>
          )}
        </p>
      )}
    </div>
  );
}
