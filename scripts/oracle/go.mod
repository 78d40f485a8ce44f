module mapguard/oracle

go 1.24
