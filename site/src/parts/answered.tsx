import type { ComponentChildren } from "preact";
import type { FeedState } from "../live/feed-state.ts";
import { hubFailureText } from "../view/hub-failure-text.ts";
import { Age } from "./age.tsx";
import { Alert } from "./alert.tsx";
import { Icon } from "./icon.tsx";
import { SkeletonLines } from "./skeleton.tsx";

interface AnsweredProps<Answer> {
  state: FeedState<Answer> & { refresh: () => void };
  children: (answer: Answer) => ComponentChildren;
}

/** What the hub answered, or why it is not there; an old answer says that it is old. */
export function Answered<Answer>({ state, children }: AnsweredProps<Answer>) {
  const { answer, receivedAtMs, failure, refresh } = state;
  if (answer === null && failure) {
    return (
      <div class="panel-body panel-failed">
        <Alert text={hubFailureText(failure)} />
        <button type="button" onClick={refresh}>
          Try now
        </button>
      </div>
    );
  }
  if (answer === null) return <SkeletonLines count={3} />;
  return (
    <>
      {failure && receivedAtMs !== null && (
        <p class="panel-old tone-bad" role="status">
          <Icon name="cross" />
          <span>
            {hubFailureText(failure)} This is from <Age atMs={receivedAtMs} />.
          </span>
        </p>
      )}
      {children(answer)}
    </>
  );
}
