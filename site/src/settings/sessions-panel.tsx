import type { SessionRow } from "../../../core/contract/people-contract.ts";
import { useFeed } from "../frame/use-feed.ts";
import { account, hub } from "../live/hub-client.ts";
import { Age } from "../parts/age.tsx";
import { Alert } from "../parts/alert.tsx";
import { Answered } from "../parts/answered.tsx";
import { Panel } from "../parts/panel.tsx";
import { useAttempt } from "../parts/use-attempt.ts";
import { deviceWords } from "../view/device-words.ts";

const askSessions = () => hub.sessions.query();

export function SessionsPanel() {
  const sessions = useFeed(askSessions, "people");
  const { busy, refusal, attempt } = useAttempt();
  const end = ({ id }: SessionRow) =>
    attempt(async () => {
      await hub.endSession.mutate({ sessionId: id });
      sessions.refresh();
    });
  const signOutEverywhere = () =>
    attempt(async () => {
      const { continueAt } = await account.signOutEverywhere.mutate();
      location.assign(continueAt ?? "/sign-in?notice=signed-out-everywhere");
    });
  return (
    <Panel
      title="Your sessions"
      lead="Where you are signed in. A session ends by itself when it is not used."
      testId="sessions"
      actions={
        <button type="button" disabled={busy} onClick={signOutEverywhere}>
          Sign out everywhere
        </button>
      }
    >
      {refusal && (
        <div class="panel-body">
          <Alert text={refusal} />
        </div>
      )}
      <Answered state={sessions}>
        {(rows) => (
          <ul class="rows">
            {rows.map((row) => (
              <SessionItem key={row.id} row={row} busy={busy} onEnd={() => end(row)} />
            ))}
          </ul>
        )}
      </Answered>
    </Panel>
  );
}

interface SessionItemProps {
  row: SessionRow;
  busy: boolean;
  onEnd: () => void;
}

function SessionItem({ row, busy, onEnd }: SessionItemProps) {
  const device = deviceWords(row.userAgent);
  return (
    <li class="row">
      <div class="row-main">
        <p>
          <strong title={row.userAgent ?? undefined}>{device}</strong>{" "}
          {row.current && <span class="badge">This one</span>}
        </p>
        <p class="hint">
          {row.address ?? "Address not known"} · used <Age atMs={row.activeAtMs} /> · signed in{" "}
          <Age atMs={row.createdAtMs} />
        </p>
      </div>
      {!row.current && (
        <button
          type="button"
          disabled={busy}
          onClick={onEnd}
          aria-label={`End the session of ${device}`}
        >
          End
        </button>
      )}
    </li>
  );
}
