CREATE TABLE `api_tokens` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`token_hash` text NOT NULL,
	`user_id` text NOT NULL,
	`role` text NOT NULL,
	`created_at_ms` integer NOT NULL,
	`expires_at_ms` integer NOT NULL,
	`last_used_at_ms` integer,
	`revoked_at_ms` integer,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `api_tokens_token_hash_unique` ON `api_tokens` (`token_hash`);--> statement-breakpoint
CREATE TABLE `one_time_links` (
	`id` text PRIMARY KEY NOT NULL,
	`token_hash` text NOT NULL,
	`user_id` text NOT NULL,
	`created_at_ms` integer NOT NULL,
	`expires_at_ms` integer NOT NULL,
	`used_at_ms` integer,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `one_time_links_token_hash_unique` ON `one_time_links` (`token_hash`);--> statement-breakpoint
CREATE TABLE `sessions` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`created_at_ms` integer NOT NULL,
	`active_at_ms` integer NOT NULL,
	`expires_at_ms` integer NOT NULL,
	`address` text,
	`user_agent` text,
	`id_token` text,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `sessions_by_user` ON `sessions` (`user_id`);--> statement-breakpoint
CREATE TABLE `users` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`email` text NOT NULL,
	`name` text NOT NULL,
	`role` text NOT NULL,
	`mapped_role` text,
	`role_overridden` integer DEFAULT false NOT NULL,
	`password_hash` text,
	`issuer` text,
	`subject` text,
	`created_at_ms` integer NOT NULL,
	`disabled_at_ms` integer,
	`last_sign_in_at_ms` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `users_by_local_email` ON `users` (`email`) WHERE "users"."kind" = 'local';--> statement-breakpoint
CREATE UNIQUE INDEX `users_by_subject` ON `users` (`issuer`,`subject`);--> statement-breakpoint
CREATE TABLE `__uses` AS SELECT "id", "used_by_node_id", "used_at_ms" FROM `enrolment_tokens` WHERE "used_by_node_id" IS NOT NULL;--> statement-breakpoint
CREATE TABLE `__new_enrolment_tokens` (
	`id` text PRIMARY KEY NOT NULL,
	`token_hash` text NOT NULL,
	`region` text,
	`created_at_ms` integer NOT NULL,
	`expires_at_ms` integer NOT NULL,
	`uses` integer DEFAULT 0 NOT NULL,
	`max_uses` integer DEFAULT 1 NOT NULL,
	`revoked_at_ms` integer,
	CONSTRAINT "enrolment_tokens_uses" CHECK("uses" <= "max_uses")
);
--> statement-breakpoint
INSERT INTO `__new_enrolment_tokens`("id", "token_hash", "region", "created_at_ms", "expires_at_ms", "uses") SELECT "id", "token_hash", "region", "created_at_ms", "expires_at_ms", "uses" FROM `enrolment_tokens`;--> statement-breakpoint
DROP TABLE `enrolment_tokens`;--> statement-breakpoint
ALTER TABLE `__new_enrolment_tokens` RENAME TO `enrolment_tokens`;--> statement-breakpoint
CREATE TABLE `enrolment_uses` (
	`token_id` text NOT NULL,
	`node_id` text NOT NULL,
	`used_at_ms` integer NOT NULL,
	PRIMARY KEY(`token_id`, `node_id`),
	FOREIGN KEY (`token_id`) REFERENCES `enrolment_tokens`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`node_id`) REFERENCES `nodes`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
INSERT INTO `enrolment_uses` SELECT "id", "used_by_node_id", "used_at_ms" FROM `__uses`;--> statement-breakpoint
DROP TABLE `__uses`;--> statement-breakpoint
CREATE UNIQUE INDEX `enrolment_tokens_token_hash_unique` ON `enrolment_tokens` (`token_hash`);--> statement-breakpoint
ALTER TABLE `audit` ADD `seq` integer;--> statement-breakpoint
ALTER TABLE `audit` ADD `hash` text;--> statement-breakpoint
CREATE UNIQUE INDEX `audit_by_seq` ON `audit` (`seq`);--> statement-breakpoint
ALTER TABLE `node_keys` ADD `first_used_at_ms` integer;--> statement-breakpoint
ALTER TABLE `node_keys` ADD `expires_at_ms` integer;--> statement-breakpoint
ALTER TABLE `nodes` ADD `heartbeats_until_ms` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `nodes` ADD `key_rotation_asked_at_ms` integer;