import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

interface PanelProps {
  title: string;
  lead?: string | undefined;
  /** At the right of the title: what one can do here. */
  actions?: ComponentChildren;
  testId?: string;
  children: ComponentChildren;
}

/** One subject of a page. */
export function Panel({ title, lead, actions, testId, children }: PanelProps) {
  const id = useId();
  return (
    <section class="panel" aria-labelledby={id} data-testid={testId}>
      <header class="panel-head">
        <div>
          <h2 id={id}>{title}</h2>
          {lead && <p class="hint">{lead}</p>}
        </div>
        {actions && <div class="panel-actions">{actions}</div>}
      </header>
      {children}
    </section>
  );
}
