-- One database for each service; no service reads another one.
CREATE DATABASE intake;
CREATE DATABASE dispatch;
CREATE DATABASE followup;
CREATE DATABASE cashdesk;
CREATE DATABASE roster;
