import type { AuditFilter, AuditSummary } from "../../../../core/contract/audit-contract.ts";
import type { FeedState } from "../../live/feed-state.ts";
import { Answered } from "../../parts/answered.tsx";
import { Panel } from "../../parts/panel.tsx";
import { categories } from "../../view/audit-query.ts";
import { formatCount } from "../../view/format.ts";

interface AuditSummaryPanelProps {
  summary: FeedState<AuditSummary> & { refresh: () => void };
  /** Narrows the log below to what was clicked. */
  onChoose: (part: AuditFilter) => void;
}

export function AuditSummaryPanel({ summary, onChoose }: AuditSummaryPanelProps) {
  return (
    <Panel title="The last 24 hours" testId="audit-summary">
      <Answered state={summary}>
        {(answer) => <Figures summary={answer} onChoose={onChoose} />}
      </Answered>
    </Panel>
  );
}

interface FiguresProps {
  summary: AuditSummary;
  onChoose: AuditSummaryPanelProps["onChoose"];
}

function Figures({ summary, onChoose }: FiguresProps) {
  const { total, failures, byCategory, topUsers, topActions } = summary;
  const inOrder = Object.keys(categories) as (keyof typeof categories)[];
  return (
    <dl class="audit-figures">
      <div>
        <dt>Entries</dt>
        <dd class="audit-figure">{formatCount(total)}</dd>
      </div>
      <div>
        <dt>Failures</dt>
        <dd class="audit-figure">{formatCount(failures)}</dd>
        {failures > 0 && (
          <dd>
            <button type="button" class="chip" onClick={() => onChoose({ status: "FAILURE" })}>
              Show them
            </button>
          </dd>
        )}
      </div>
      <Chips
        title="By category"
        chips={inOrder.flatMap((category) => {
          const count = byCategory[category];
          return count ? [{ text: category, count, part: { category } }] : [];
        })}
        onChoose={onChoose}
      />
      <Chips
        title="Most active users"
        chips={topUsers.map(({ user, count }) => ({ text: user, count, part: { user } }))}
        onChoose={onChoose}
      />
      <Chips
        title="Most frequent actions"
        chips={topActions.map(({ action, count }) => ({ text: action, count, part: { action } }))}
        onChoose={onChoose}
      />
    </dl>
  );
}

interface ChipsProps {
  title: string;
  chips: { text: string; count: number; part: AuditFilter }[];
  onChoose: FiguresProps["onChoose"];
}

function Chips({ title, chips, onChoose }: ChipsProps) {
  return (
    <div>
      <dt>{title}</dt>
      <dd class="chips">
        {chips.length === 0 && <span class="muted">None</span>}
        {chips.map(({ text, count, part }) => (
          <button key={text} type="button" class="chip" onClick={() => onChoose(part)}>
            {text} <span class="chip-count">{formatCount(count)}</span>
          </button>
        ))}
      </dd>
    </div>
  );
}
