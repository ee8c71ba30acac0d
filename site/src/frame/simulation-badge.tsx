export function SimulationBadge() {
  return (
    <span class="badge badge-simulation" title="The cloud behind this fleet is simulated">
      Simulation
    </span>
  );
}
