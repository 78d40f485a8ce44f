module example.com/session-service

go 1.21
