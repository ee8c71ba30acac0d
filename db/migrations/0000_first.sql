CREATE TABLE `audit` (
	`id` text PRIMARY KEY NOT NULL,
	`at_ms` integer NOT NULL,
	`actor_kind` text NOT NULL,
	`actor_id` text,
	`actor_email` text,
	`actor_role` text,
	`action` text NOT NULL,
	`category` text NOT NULL,
	`resource_type` text,
	`resource_id` text,
	`resource_name` text,
	`description` text NOT NULL,
	`details` text,
	`address` text,
	`user_agent` text,
	`status` text NOT NULL,
	`error` text
);
--> statement-breakpoint
CREATE INDEX `audit_by_time` ON `audit` (`at_ms`);--> statement-breakpoint
CREATE TABLE `configs` (
	`id` text PRIMARY KEY NOT NULL,
	`node_id` text NOT NULL,
	`revision` integer NOT NULL,
	`yaml` text NOT NULL,
	`hash` text NOT NULL,
	`published_at_ms` integer NOT NULL,
	`published_by` text NOT NULL,
	FOREIGN KEY (`node_id`) REFERENCES `nodes`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `configs_by_node` ON `configs` (`node_id`,`revision`);--> statement-breakpoint
CREATE INDEX `configs_by_time` ON `configs` (`published_at_ms`);--> statement-breakpoint
CREATE TABLE `enrolment_tokens` (
	`id` text PRIMARY KEY NOT NULL,
	`token_hash` text NOT NULL,
	`region` text,
	`created_at_ms` integer NOT NULL,
	`expires_at_ms` integer NOT NULL,
	`uses` integer DEFAULT 0 NOT NULL,
	`used_at_ms` integer,
	`used_by_node_id` text,
	FOREIGN KEY (`used_by_node_id`) REFERENCES `nodes`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "enrolment_tokens_used_once" CHECK("enrolment_tokens"."uses" <= 1)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `enrolment_tokens_token_hash_unique` ON `enrolment_tokens` (`token_hash`);--> statement-breakpoint
CREATE TABLE `lifecycle_events` (
	`id` text PRIMARY KEY NOT NULL,
	`node_id` text NOT NULL,
	`at_ms` integer NOT NULL,
	`kind` text NOT NULL,
	`reason` text NOT NULL,
	`trigger` text NOT NULL,
	FOREIGN KEY (`node_id`) REFERENCES `nodes`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `lifecycle_events_by_node` ON `lifecycle_events` (`node_id`,`at_ms`);--> statement-breakpoint
CREATE INDEX `lifecycle_events_by_time` ON `lifecycle_events` (`at_ms`);--> statement-breakpoint
CREATE TABLE `node_keys` (
	`id` text PRIMARY KEY NOT NULL,
	`node_id` text NOT NULL,
	`key_hash` text NOT NULL,
	`created_at_ms` integer NOT NULL,
	`revoked_at_ms` integer,
	FOREIGN KEY (`node_id`) REFERENCES `nodes`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `node_keys_key_hash_unique` ON `node_keys` (`key_hash`);--> statement-breakpoint
CREATE INDEX `node_keys_by_node` ON `node_keys` (`node_id`);--> statement-breakpoint
CREATE TABLE `nodes` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`region` text NOT NULL,
	`registration_hash` text NOT NULL,
	`status` text NOT NULL,
	`status_reason` text,
	`agent_version` text NOT NULL,
	`registered_at_ms` integer NOT NULL,
	`last_heartbeat_at_ms` integer,
	`active_revision` integer,
	`applied_revision` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `nodes_name_unique` ON `nodes` (`name`);--> statement-breakpoint
CREATE UNIQUE INDEX `nodes_registration_hash_unique` ON `nodes` (`registration_hash`);--> statement-breakpoint
CREATE TABLE `actions` (
	`id` text PRIMARY KEY NOT NULL,
	`decision_id` text NOT NULL,
	`pool_id` text NOT NULL,
	`node_id` text NOT NULL,
	`from_size` integer NOT NULL,
	`to_size` integer NOT NULL,
	`requested_at_ms` integer NOT NULL,
	`finished_at_ms` integer NOT NULL,
	`outcome_kind` text NOT NULL,
	`outcome` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `actions_by_decision` ON `actions` (`decision_id`);--> statement-breakpoint
CREATE INDEX `actions_by_time` ON `actions` (`requested_at_ms`);--> statement-breakpoint
CREATE TABLE `decisions` (
	`id` text PRIMARY KEY NOT NULL,
	`pool_id` text NOT NULL,
	`node_id` text NOT NULL,
	`at_ms` integer NOT NULL,
	`kind` text NOT NULL,
	`direction` text,
	`config_revision` integer NOT NULL,
	`decision` text NOT NULL,
	`inputs` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `decisions_by_pool` ON `decisions` (`pool_id`,`at_ms`);--> statement-breakpoint
CREATE TABLE `pool_hours` (
	`pool_id` text NOT NULL,
	`hour` integer NOT NULL,
	`max_instances` integer NOT NULL,
	PRIMARY KEY(`hour`, `pool_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `pools` (
	`id` text PRIMARY KEY NOT NULL,
	`oracle_pool_id` text NOT NULL,
	`node_id` text NOT NULL,
	`name` text NOT NULL,
	`compartment_id` text,
	`min_size` integer,
	`max_size` integer,
	`mode` text,
	`configured` integer NOT NULL,
	`is_active` integer DEFAULT false NOT NULL,
	`status` text,
	`status_reason` text,
	`sampled_at_ms` integer,
	`current_instances` integer,
	`active_instances` integer,
	`cpu_avg_percent` real,
	`cpu_max_percent` real,
	`ram_avg_percent` real,
	`ram_max_percent` real,
	FOREIGN KEY (`node_id`) REFERENCES `nodes`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `pools_oracle_pool_id_unique` ON `pools` (`oracle_pool_id`);--> statement-breakpoint
CREATE INDEX `pools_by_node` ON `pools` (`node_id`,`name`);--> statement-breakpoint
CREATE TABLE `samples` (
	`pool_id` text NOT NULL,
	`at_ms` integer NOT NULL,
	`current_instances` integer NOT NULL,
	`active_instances` integer NOT NULL,
	`cpu_avg_percent` real,
	`cpu_max_percent` real,
	`ram_avg_percent` real,
	`ram_max_percent` real,
	PRIMARY KEY(`at_ms`, `pool_id`)
) WITHOUT ROWID;
