/** No node has registered yet: how the first one does. */
export function EmptyFleet() {
  return (
    <section class="notice" aria-labelledby="empty-heading">
      <h3 id="empty-heading">Enrol the first node</h3>
      <p>A node is an agent on a VM in one region. It scales the pools of that region.</p>
      <ol>
        <li>
          Create an enrolment token: <code>createEnrolmentToken</code> of the hub's API. It is shown
          once and expires.
        </li>
        <li>
          Start the agent on the VM with <code>HUB_URL</code> (this page's address),{" "}
          <code>NODE_NAME</code>, <code>NODE_REGION</code>, <code>STATE_DIR</code> and{" "}
          <code>ENROLMENT_TOKEN</code> in its environment.
        </li>
        <li>The node registers and shows up here by itself. Then publish its config.</li>
      </ol>
    </section>
  );
}
