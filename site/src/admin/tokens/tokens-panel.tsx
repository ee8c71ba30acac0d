import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { useFeed } from "../../frame/use-feed.ts";
import { Answered } from "../../parts/answered.tsx";
import { Panel } from "../../parts/panel.tsx";

/** What makes one kind of token another than the other. */
interface TokensPanelProps<Row> {
  title: string;
  lead: string;
  testId: string;
  /** On the button that opens the dialog. */
  create: string;
  /** Instead of the table, while there is no token. */
  empty: string;
  ask: () => Promise<Row[]>;
  /** Of the hub's messages, the one about these tokens. */
  topic: string;
  table: (rows: readonly Row[], onDone: () => void) => ComponentChildren;
  dialog: (onDone: () => void, onClose: () => void) => ComponentChildren;
}

/** The tokens of one kind, and the way to a new one. */
export function TokensPanel<Row>(props: TokensPanelProps<Row>) {
  const { title, lead, testId, empty, ask, topic } = props;
  const tokens = useFeed(ask, topic);
  const [creating, setCreating] = useState(false);
  return (
    <Panel
      title={title}
      lead={lead}
      testId={testId}
      actions={
        <button type="button" class="primary" onClick={() => setCreating(true)}>
          {props.create}
        </button>
      }
    >
      <Answered state={tokens}>
        {(rows) =>
          rows.length === 0 ? <p class="table-empty">{empty}</p> : props.table(rows, tokens.refresh)
        }
      </Answered>
      {creating && props.dialog(tokens.refresh, () => setCreating(false))}
    </Panel>
  );
}
